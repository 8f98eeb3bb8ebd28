"""Reading `forms/` into the frozen values of `model`. The only room that reads YAML."""
