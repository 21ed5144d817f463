using System.Globalization;
using McpRedis.Faults;
using McpRedis.Reading;

namespace McpRedis.Tools.Sets;

/// <summary>Where a page of a combination ended: <c>1.set:17592/10</c> is a place in the second of the sets.</summary>
/// <param name="Scanned">Which set.</param>
/// <param name="At">Where in it.</param>
internal sealed record CombinationCursor(int Scanned, PageCursor At)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scanned}.{At}");

    /// <exception cref="Fault">invalid_argument: not a cursor of a call with so many keys.</exception>
    public static CombinationCursor? Parse(string? text, int keys)
    {
        if (text is null)
        {
            return null;
        }
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out int scanned) && scanned < keys
            ? new(scanned, PageCursor.Parse(text[(dot + 1)..], "set")!)
            : throw Fault.Argument("cursor", "not a cursor of this tool.", "Pass the cursor of the previous page and the same keys, or omit it to start over.");
    }
}
