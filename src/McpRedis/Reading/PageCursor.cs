using System.Globalization;
using System.Text.RegularExpressions;
using McpRedis.Faults;

namespace McpRedis.Reading;

/// <summary>
/// Where a page ended: <c>hash:17592/10</c> is HSCAN's cursor 17592 asked with COUNT 10; <c>hash:0-0+9f86d081884c7d65/10</c>
/// a step from 0 to 0 of which a part was shown; <c>zset:200+9f86d081884c7d65@1.5</c> an offset, with the member before it
/// and its score; <c>list:200</c> an index, <c>list:200.4096</c> a byte of one element; <c>stream:1526919030474-55</c> the last id shown. It holds no state of ours.
/// </summary>
/// <param name="Type">Type the key had; another now means the value was replaced.</param>
/// <param name="Position">Cursor, index or id.</param>
/// <param name="Shown">What of the step was shown; null for nothing.</param>
/// <param name="Count">COUNT of the step; 0 where there is none.</param>
/// <param name="Last">The member shown last, of a sorted set.</param>
/// <param name="Skip">Bytes shown of the element of a list.</param>
internal sealed partial record PageCursor(string Type, string Position, StepMark? Shown = null, int Count = 0, LastMember? Last = null, int Skip = 0)
{
    public const int LargestCount = 1000;
    private const int LongestText = 100;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Type}:{Position}{Rest}");

    private string Rest => Shown is { } shown ? string.Create(CultureInfo.InvariantCulture, $"-{shown.Next}+{shown.UpTo:x16}/{Count}")
        : Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"/{Count}")
        : Last is { } last ? string.Create(CultureInfo.InvariantCulture, $"+{last.Hash:x16}@{last.Score:R}")
        : Skip > 0 ? string.Create(CultureInfo.InvariantCulture, $".{Skip}") : "";

    public long Index => long.TryParse(Position, NumberStyles.None, CultureInfo.InvariantCulture, out long index) ? index : throw Wrong();

    /// <exception cref="Fault">invalid_argument: not a cursor; conflict: of another type than the key has now.</exception>
    public static PageCursor? Parse(string? text, string type)
    {
        if (text is null)
        {
            return null;
        }
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon == text.Length - 1 || text.Length > LongestText || KeyTypes.LengthCommand(text[..colon]) is null)
        {
            throw Wrong();
        }
        if (text[..colon] != type)
        {
            throw new Fault(ErrorCode.Conflict, $"The cursor is of a {text[..colon]}, the key now holds a {type}.", "Read the key again without cursor.");
        }
        string rest = text[(colon + 1)..];
        return type switch
        {
            "hash" or "set" => Step(type, StepForm().Match(rest)),
            "zset" => Offset(OffsetForm().Match(rest)),
            "list" => Element(ElementForm().Match(rest)),
            _ => rest.All(c => char.IsAsciiDigit(c) || c == '-') ? new(type, rest) : throw Wrong(),
        };
    }

    private static PageCursor Step(string type, Match match)
    {
        bool valid = match.Success && ulong.TryParse(match.Groups["at"].Value, out _)
            && int.TryParse(match.Groups["count"].Value, out int size) && size is >= 1 and <= LargestCount;
        if (!valid)
        {
            throw Wrong();
        }
        var mark = match.Groups["next"].Success ? new StepMark(match.Groups["next"].Value, HashOf(match)) : null;
        return new(type, match.Groups["at"].Value, mark, int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));
    }

    private static PageCursor Offset(Match match)
    {
        if (!match.Success)
        {
            throw Wrong();
        }
        if (!match.Groups["hash"].Success)
        {
            return new("zset", match.Groups["at"].Value);
        }
        return double.TryParse(match.Groups["score"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double score) && !double.IsNaN(score)
            ? new("zset", match.Groups["at"].Value, Last: new(HashOf(match), score))
            : throw Wrong();
    }

    private static PageCursor Element(Match match)
    {
        int skip = 0;
        return match.Success && (!match.Groups["skip"].Success || int.TryParse(match.Groups["skip"].Value, out skip)) ? new("list", match.Groups["at"].Value, Skip: skip) : throw Wrong();
    }

    private static ulong HashOf(Match match) => ulong.Parse(match.Groups["hash"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static Fault Wrong() => Fault.Argument("cursor", "not a cursor of this tool.", "Pass the cursor of the previous page unchanged, or omit it to start over.");

    [GeneratedRegex(@"^(?<at>[0-9]{1,20})(-(?<next>[0-9]{1,20})\+(?<hash>[0-9a-f]{16}))?/(?<count>[0-9]{1,4})\z")]
    private static partial Regex StepForm();

    [GeneratedRegex(@"^(?<at>[0-9]{1,19})(\+(?<hash>[0-9a-f]{16})@(?<score>[-+0-9.eEInfity]{1,26}))?\z")]
    private static partial Regex OffsetForm();

    [GeneratedRegex(@"^(?<at>[0-9]{1,19})(\.(?<skip>[0-9]{1,10}))?\z")]
    private static partial Regex ElementForm();
}

/// <summary>The member of a sorted set that a page ended with.</summary>
/// <param name="Hash">Hash of its name.</param>
/// <param name="Score">Score it had.</param>
internal sealed record LastMember(ulong Hash, double Score);
