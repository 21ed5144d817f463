using System.Globalization;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Geo;

/// <summary>A circle or a box around a member or a point. Lengths are metres.</summary>
internal sealed record GeoArea(byte[]? Member, double? Longitude, double? Latitude, double? RadiusM, double? WidthM, double? HeightM)
{
    /// <summary>Adds it to GEOSEARCH or GEOSEARCHSTORE.</summary>
    /// <exception cref="Fault">invalid_argument: centre or size are missing or said twice.</exception>
    public void AddTo(RedisCommand command)
    {
        if (Member is not null == (Longitude is not null || Latitude is not null) || Longitude is null != Latitude is null)
        {
            throw Fault.Argument("member", "give member, or longitude and latitude.");
        }
        if (RadiusM is not null == (WidthM is not null || HeightM is not null) || WidthM is null != HeightM is null)
        {
            throw Fault.Argument("radiusM", "give radiusM, or widthM and heightM.");
        }
        if (RadiusM < 0 || WidthM < 0 || HeightM < 0)
        {
            throw Fault.Argument(RadiusM < 0 ? "radiusM" : WidthM < 0 ? "widthM" : "heightM", "expected 0 or more.");
        }
        if (Member is not null)
        {
            command.Arg("FROMMEMBER").Arg(Member);
        }
        else
        {
            GeoPoint.Check("", Longitude!.Value, Latitude!.Value);
            command.Arg("FROMLONLAT").Arg(GeoPoint.Text(Longitude.Value)).Arg(GeoPoint.Text(Latitude.Value));
        }
        if (RadiusM is { } radius)
        {
            command.Arg("BYRADIUS").Arg(GeoPoint.Text(radius)).Arg("m");
        }
        else
        {
            command.Arg("BYBOX").Arg(GeoPoint.Text(WidthM!.Value)).Arg(GeoPoint.Text(HeightM!.Value)).Arg("m");
        }
    }
}

/// <summary>A point in degrees, within what Redis can hold.</summary>
internal static class GeoPoint
{
    // The poles are left out: that is where the web's square map ends.
    private const double MostLatitude = 85.05112878;
    private const double MostLongitude = 180;

    /// <param name="place">Prefix of the argument's name, for the mistake.</param>
    /// <param name="longitude">Degrees east.</param>
    /// <param name="latitude">Degrees north.</param>
    public static void Check(string place, double longitude, double latitude)
    {
        if (Math.Abs(longitude) > MostLongitude)
        {
            throw Fault.Argument(place + "longitude", "expected degrees from -180 to 180.");
        }
        if (Math.Abs(latitude) > MostLatitude)
        {
            throw Fault.Argument(place + "latitude", "expected degrees from -85.05112878 to 85.05112878.");
        }
    }

    // Never 1E+20: GEOSEARCH reads it, older servers' GEOADD does not.
    public static string Text(double number) => number.ToString("0.#################", CultureInfo.InvariantCulture);
}
