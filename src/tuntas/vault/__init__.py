"""The vault: a data key for each protected thing, sealed to those who may open it."""
