"""What the engine is sent to make pause containers, containers and volumes; all pure."""
