using System.Globalization;

namespace McpRedis.Redis.Connections;

/// <summary>Numbers of logical databases.</summary>
internal static class DatabaseText
{
    /// <summary>0 to 2147483647 in digits alone; null for anything else. How many there really are, only the server knows.</summary>
    public static int? Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int database) ? database : null;
}
