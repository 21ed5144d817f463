using System.Globalization;

namespace McpRedis.Redis.Connections;

/// <summary>Durations as operators write them: a whole number and its unit, <c>500ms</c> or <c>5s</c>.</summary>
internal static class DurationText
{
    /// <summary>The duration, or null when the text is none or lies outside the range.</summary>
    public static TimeSpan? Parse(string text, TimeSpan smallest, TimeSpan largest)
    {
        bool inMilliseconds = text.EndsWith("ms", StringComparison.Ordinal);
        if (!inMilliseconds && !text.EndsWith('s'))
        {
            return null;
        }
        if (!uint.TryParse(text.AsSpan(0, text.Length - (inMilliseconds ? 2 : 1)), NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            return null;
        }
        var duration = TimeSpan.FromMilliseconds(inMilliseconds ? number : number * 1000.0);
        return duration >= smallest && duration <= largest ? duration : null;
    }
}
