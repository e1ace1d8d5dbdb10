"""The library behind the commands: one module a stage, in the order that `model` lists."""
