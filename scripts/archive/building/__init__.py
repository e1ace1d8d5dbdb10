"""The order of stages, what is kept between builds, and how the site is put in place."""
