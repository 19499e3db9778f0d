"""The known slips that give a wrong count to the digit."""
