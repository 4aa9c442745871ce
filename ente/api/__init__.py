"""What every resource of the API shares: who asks, what may be asked, how often, how it is answered."""
