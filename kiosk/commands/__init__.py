"""What each verb of the command line does. A module is imported only when its verb is used."""
