"""What an officer does with a dossier behind the counter: menu, dialogs and their inputs."""
