using System.Globalization;

namespace McpRedis.Diagnostics;

/// <summary>Numbers with their units as a person reads them: <c>used_memory 1.2 GiB (1288490189 bytes)</c>.</summary>
internal static class Evidence
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public static string Bytes(string name, double bytes) => string.Create(CultureInfo.InvariantCulture, $"{name} {Size(bytes)}");

    public static string BytesPerSecond(string name, double bytes) => string.Create(CultureInfo.InvariantCulture, $"{name} {Size(bytes)} per second");

    public static string Count(string name, double count) => string.Create(CultureInfo.InvariantCulture, $"{name} {count:0.##}");

    public static string Percent(string name, double percent) => string.Create(CultureInfo.InvariantCulture, $"{name} {percent:0.#} %");

    public static string PerSecond(string name, double rate) => string.Create(CultureInfo.InvariantCulture, $"{name} {rate:0.#} per second");

    public static string Seconds(string name, double seconds) => string.Create(CultureInfo.InvariantCulture, $"{name} {seconds:0.#} s");

    public static string Milliseconds(string name, double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{name} {milliseconds:0.###} ms");

    /// <summary>A word of the server's own: a setting, a state, a version.</summary>
    public static string Word(string name, string? word) => $"{name} {(string.IsNullOrEmpty(word) ? "(empty)" : word)}";

    /// <summary>A name somebody chose, shown only when it is short and plain.</summary>
    public static string Name(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') ? name : "(unprintable or long)";

    private static string Size(double bytes)
    {
        int unit = 0;
        double scaled = bytes;
        while (Math.Abs(scaled) >= 1024 && unit < Units.Length - 1)
        {
            scaled /= 1024;
            unit++;
        }
        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes:0} bytes")
            : string.Create(CultureInfo.InvariantCulture, $"{scaled:0.#} {Units[unit]} ({bytes:0} bytes)");
    }
}
