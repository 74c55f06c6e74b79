"""Korean word forms and sentences from templates."""
