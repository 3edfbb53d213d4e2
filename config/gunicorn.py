"""How gunicorn runs: threads that wait for disks and slow links, a process for each core.

WEB_CONCURRENCY (processes) and WEB_THREADS (threads of each) change it.
"""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(os.cpu_count() or 1, 4))
threads = int(os.environ.get("WEB_THREADS") or 8)
timeout = 120
graceful_timeout = 20
keepalive = 30
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG") or None
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
