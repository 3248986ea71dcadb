"""Documents for people and programs elsewhere. Files leave the house only from here."""
