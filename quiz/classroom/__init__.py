"""The educators' rooms for classes: quizzes, cohorts, assignments, results, unknown names."""
