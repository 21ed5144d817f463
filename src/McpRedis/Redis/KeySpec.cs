using System.Globalization;
using System.Text;

namespace McpRedis.Redis;

/// <summary>
/// One rule that finds keys in an argument vector: where they begin (a fixed place, or after a keyword) and how many
/// there are (a range, or a number in the arguments). The model is the server's own,
/// <see href="https://redis.io/docs/latest/develop/reference/key-specs/"/>. Positions count the command name as 0.
/// </summary>
/// <param name="Keyword">Begin after this word; null to begin at <paramref name="From"/>.</param>
/// <param name="From">Position of the first key, or where the search for the keyword starts (negative: from the end, backwards).</param>
/// <param name="CountAt">Keys are counted by the argument so many places after the beginning; -1 for a range.</param>
/// <param name="First">Counted keys: how far after the beginning the first one is.</param>
/// <param name="Last">Range: position of the last key after the beginning; negative counts from the last argument.</param>
/// <param name="Step">Distance from one key to the next.</param>
/// <param name="Limit">Range to the end: only 1/limit of it are keys (XREAD: 2, keys then ids). 0 and 1 for all.</param>
/// <param name="Access">What happens to the keys.</param>
/// <param name="Known">False when the server itself cannot say where they are (SORT … STORE).</param>
internal sealed record KeySpec(string? Keyword, int From, int CountAt, int First, int Last, int Step, int Limit, KeyAccess Access, bool Known)
{
    // The pinned form, as eng/command-table writes it:
    //   i1:r0,1,0:RO+access          one key at position 1
    //   i2:n0,1,1:RO+access          position 2 says how many, they follow
    //   kSTREAMS@1:r-1,1,2:RO+access after the word STREAMS, the first half of the rest
    //   ?:?:OW+update                the server does not say
    public static KeySpec Parse(ReadOnlySpan<char> text)
    {
        int colon = text.IndexOf(':');
        var begin = text[..colon];
        text = text[(colon + 1)..];
        colon = text.IndexOf(':');
        var find = text[..colon];
        var access = ParseAccess(text[(colon + 1)..]);
        if (begin[0] == '?' || find[0] == '?')
        {
            return new(null, 0, -1, 0, 0, 1, 0, access, Known: false);
        }
        int at = begin.IndexOf('@');
        string? keyword = begin[0] == 'k' ? begin[1..at].ToString() : null;
        int from = Number(begin[(keyword is null ? 1 : at + 1)..]);
        Span<Range> parts = stackalloc Range[3];
        var numbers = find[1..];
        numbers.Split(parts, ',');
        int a = Number(numbers[parts[0]]), b = Number(numbers[parts[1]]), c = Number(numbers[parts[2]]);
        return find[0] == 'n'
            ? new(keyword, from, CountAt: a, First: b, Last: 0, Step: c, Limit: 0, access, Known: true)
            : new(keyword, from, CountAt: -1, First: 0, Last: a, Step: b, Limit: c, access, Known: true);
    }

    public static KeyAccess ParseAccess(ReadOnlySpan<char> words)
    {
        var access = KeyAccess.None;
        foreach (var word in words.Split('+'))
        {
            access |= Word(words[word]);
        }
        return access;
    }

    public static KeyAccess Word(ReadOnlySpan<char> word) => word switch
    {
        "RO" => KeyAccess.ReadOnly,
        "RW" => KeyAccess.ReadWrite,
        "OW" => KeyAccess.Overwrite,
        "RM" => KeyAccess.Remove,
        "access" => KeyAccess.Access,
        "update" => KeyAccess.Update,
        "insert" => KeyAccess.Insert,
        "delete" => KeyAccess.Delete,
        "not_key" => KeyAccess.NotKey,
        "incomplete" => KeyAccess.Incomplete,
        "variable_flags" => KeyAccess.Variable,
        _ => KeyAccess.None,
    };

    /// <summary>Adds the positions of the keys this rule finds.</summary>
    public void Find(IReadOnlyList<ReadOnlyMemory<byte>> arguments, ICollection<int> positions)
    {
        if (!Known || (Access & KeyAccess.NotKey) != 0)
        {
            return;
        }
        if (Keyword is null)
        {
            FindFrom(From, arguments, positions);
            return;
        }
        // Every place the word stands at, where the server takes one of them: GEORADIUS … STORE a STORE b stores into b.
        // A word that begins a list (STREAMS, KEYS) counts once.
        bool one = Last < 0;
        (int at, int step) = From >= 0 ? (From, 1) : (arguments.Count + From, -1);
        for (; at > 0 && at < arguments.Count; at += step)
        {
            if (Ascii.EqualsIgnoreCase(arguments[at].Span, Keyword))
            {
                FindFrom(at + 1, arguments, positions);
                if (one)
                {
                    return;
                }
            }
        }
    }

    private void FindFrom(int begin, IReadOnlyList<ReadOnlyMemory<byte>> arguments, ICollection<int> positions)
    {
        int first = begin, last;
        if (CountAt >= 0)
        {
            first = begin + First;
            // A count the server would refuse: take all that follows, so that a scope sees too much rather than too little.
            last = TryCount(arguments, begin + CountAt, out int count) ? first + (count - 1) * Step : arguments.Count - 1;
        }
        else if (Last >= 0)
        {
            last = begin + Last;
        }
        else
        {
            last = Limit <= 1 ? arguments.Count + Last : begin + (arguments.Count - begin) / Limit + Last;
        }
        for (int at = first; at <= last && at < arguments.Count; at += Math.Max(1, Step))
        {
            positions.Add(at);
        }
    }

    private static bool TryCount(IReadOnlyList<ReadOnlyMemory<byte>> arguments, int at, out int count)
    {
        count = 0;
        return at < arguments.Count && int.TryParse(arguments[at].Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count)
            && count >= 0 && count <= arguments.Count;
    }

    private static int Number(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
