package gazetteer

import "math"

// EarthRadius in km, the mean of IUGG.
const EarthRadius = 6371.0088

// Distance is the way between two places along the surface, in km.
func Distance(a, b Place) float64 { return distance(a.Lat, a.Lon, b.Lat, b.Lon) }

func between(a, b *town) float64 {
	return distance(float64(a.lat), float64(a.lon), float64(b.lat), float64(b.lon))
}

// distance is the haversine formula.
func distance(lat1, lon1, lat2, lon2 float64) float64 {
	const degree = math.Pi / 180
	dLat, dLon := math.Sin((lat2-lat1)*degree/2), math.Sin((lon2-lon1)*degree/2)
	h := dLat*dLat + math.Cos(lat1*degree)*math.Cos(lat2*degree)*dLon*dLon
	return 2 * EarthRadius * math.Asin(math.Sqrt(min(h, 1)))
}
