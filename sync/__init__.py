"""Delivery to the province and news from it. Runs without Qt."""
