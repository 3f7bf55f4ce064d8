"""What really happened beside a plan: what the order that was taken cost, by the model."""
