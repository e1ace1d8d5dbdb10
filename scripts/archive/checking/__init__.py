"""What is wrong with originals, pages and site, and what a person should look at."""
