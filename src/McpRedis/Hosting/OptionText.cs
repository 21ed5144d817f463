using System.Globalization;
using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <summary>Values of options as text, read and written.</summary>
internal static class OptionText
{
    private const int KiB = 1024, MiB = 1024 * 1024;

    public static bool? Flag(string text) => text switch { "true" => true, "false" => false, _ => null };

    public static string Flag(bool value) => value ? "true" : "false";

    /// <summary>The items of <c>a,b</c>, blanks around them ignored; null when one is empty or not as <paramref name="isItem"/> wants it.</summary>
    public static IReadOnlyList<string>? List(string text, Func<string, bool> isItem)
    {
        string[] items = text.Split(',', StringSplitOptions.TrimEntries);
        return items.All(item => item.Length > 0 && isItem(item)) ? [.. items.Distinct()] : null;
    }

    public static string List(IReadOnlyList<string> items) => items.Count == 0 ? "none" : string.Join(',', items);

    /// <summary><c>65536</c>, <c>64KiB</c> or <c>1MiB</c>; null when it is none of these or out of range.</summary>
    public static int? Bytes(string text, int smallest, int largest)
    {
        int unit = text.EndsWith("KiB", StringComparison.Ordinal) ? KiB : text.EndsWith("MiB", StringComparison.Ordinal) ? MiB : 1;
        var digits = unit == 1 ? text.AsSpan() : text.AsSpan(0, text.Length - 3);
        return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && (long)number * unit is var bytes
            && bytes >= smallest && bytes <= largest ? (int)bytes : null;
    }

    public static string Bytes(int bytes) =>
        bytes % MiB == 0 ? $"{bytes / MiB}MiB" : bytes % KiB == 0 ? $"{bytes / KiB}KiB" : bytes.ToString(CultureInfo.InvariantCulture);

    /// <summary>A whole number in the range; else null.</summary>
    public static int? Number(string text, int smallest, int largest) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= smallest && number <= largest ? number : null;

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>500ms</c> or <c>30s</c>; null when it is neither or out of range.</summary>
    public static TimeSpan? Duration(string text, TimeSpan smallest, TimeSpan largest) => DurationText.Parse(text, smallest, largest);

    public static string Duration(TimeSpan duration) =>
        duration.Milliseconds == 0 ? Number((int)duration.TotalSeconds) + "s" : Number((int)duration.TotalMilliseconds) + "ms";

    /// <summary>The full path of a folder that exists; else null.</summary>
    public static string? Folder(string text) => !text.Contains('\0', StringComparison.Ordinal) && Directory.Exists(text) ? Path.GetFullPath(text) : null;
}
