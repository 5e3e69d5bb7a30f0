"""Network scanners that speak eSCL (Mopria Alliance, 2.97), known as AirScan or AirPrint."""
