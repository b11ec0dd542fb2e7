"""What is known of one Pod as entries: its sources, followed for as long as they last."""
