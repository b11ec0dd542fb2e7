"""What the lesson's templates call."""
