using System.Globalization;
using McpRedis.Faults;

namespace McpRedis.Reading;

/// <summary>
/// Where a page ended: <c>hash:17592+3/10</c> is HSCAN's cursor 17592 asked with COUNT 10, of which three items were
/// shown; <c>list:200</c> an index; <c>stream:1526919030474-55</c> the last id shown. It holds no state of ours.
/// </summary>
/// <param name="Type">Type the key had; another now means the value was replaced.</param>
/// <param name="Position">Cursor, index or id.</param>
/// <param name="Skip">Items of the step already shown.</param>
/// <param name="Count">COUNT of the step; 0 where there is none.</param>
internal sealed record PageCursor(string Type, string Position, int Skip = 0, int Count = 0)
{
    public const int LargestCount = 1000;

    public override string ToString() => Count == 0 ? $"{Type}:{Position}" : $"{Type}:{Position}+{Skip}/{Count}";

    public long Index => long.TryParse(Position, NumberStyles.None, CultureInfo.InvariantCulture, out long index) ? index : throw Wrong();

    /// <exception cref="Fault">invalid_argument: not a cursor; conflict: of another type than the key has now.</exception>
    public static PageCursor? Parse(string? text, string type)
    {
        if (text is null)
        {
            return null;
        }
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon == text.Length - 1 || text.Length > 80)
        {
            throw Wrong();
        }
        if (KeyTypes.LengthCommand(text[..colon]) is null)
        {
            throw Wrong();
        }
        if (text[..colon] != type)
        {
            throw new Fault(ErrorCode.Conflict, $"The cursor is of a {text[..colon]}, the key now holds a {type}.", "Read the key again without cursor.");
        }
        string rest = text[(colon + 1)..];
        if (type is not ("hash" or "set"))
        {
            return rest.All(c => char.IsAsciiDigit(c) || c == '-') ? new(type, rest) : throw Wrong();
        }
        string[] parts = rest.Split('+', '/');
        return parts.Length == 3
            && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int skip)
            && skip <= 1_000_000
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is >= 1 and <= LargestCount
            ? new(type, parts[0], skip, count)
            : throw Wrong();
    }

    private static Fault Wrong() => Fault.Argument("cursor", "not a cursor of this tool.", "Pass the cursor of the previous page unchanged, or omit it to start over.");
}
