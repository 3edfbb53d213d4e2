// On a narrow screen the rooms of Teach scroll sideways: where one is has to be seen.
document.querySelector(".rooms [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
