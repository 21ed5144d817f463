using System.Globalization;
using System.Text;

namespace McpRedis.Diagnostics.Monitoring;

// Lines of MONITOR (Redis 7.0): unix time, database, client (lua for what a script runs, unix:/path over the socket, [::1]:57362 for IPv6), arguments with
// quotes, backslashes and unseen bytes escaped. A secret of AUTH is withheld by the server.
//
//   +1795312953.406810 [0 127.0.0.1:57362] "set" "a\"b\\n" "x\x00"
//   +1795312953.412944 [0 lua] "get" "k"
//   +1795312953.420434 [0 127.0.0.1:57370] "auth" "(redacted)" "(redacted)"

/// <summary>One line, taken apart. Its words hold what is stored: whoever counts it takes names and nothing else, and keeps no line.</summary>
/// <param name="Database">Its number.</param>
/// <param name="Client">Address, <c>unix</c> or <c>lua</c>.</param>
/// <param name="Words">Command and arguments. Those beyond the first 64 are left out.</param>
/// <param name="IsWhole">No word was left out, and the last is not cut.</param>
internal sealed record MonitorLine(int Database, string Client, IReadOnlyList<ReadOnlyMemory<byte>> Words, bool IsWhole)
{
    // Enough to find the keys of whatever counts them.
    private const int MostWords = 64;

    /// <summary>Null for a line that is none of MONITOR's.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="isCut">Only the beginning of the line is there.</param>
    public static MonitorLine? Parse(ReadOnlySpan<byte> line, bool isCut)
    {
        int open = line.IndexOf(" ["u8);
        if (line.IsEmpty || line[0] != '+' || open < 0)
        {
            return null;
        }
        line = line[(open + 2)..];
        int close = line.IndexOf("] \""u8), space = line.IndexOf((byte)' ');
        if (close < 0 || space < 0 || space > close || !int.TryParse(line[..space], NumberStyles.None, CultureInfo.InvariantCulture, out int database))
        {
            return null;
        }
        var client = line[(space + 1)..close];
        var words = WordsOf(line[(close + 2)..]);
        return words.Count == 0 ? null : new(database, client.StartsWith("unix:"u8) ? "unix" : Encoding.ASCII.GetString(client), words, !isCut && words.Count < MostWords);
    }

    private static List<ReadOnlyMemory<byte>> WordsOf(ReadOnlySpan<byte> text)
    {
        var words = new List<ReadOnlyMemory<byte>>(8);
        var bytes = new byte[text.Length];   // of all: an escape is longer than what it stands for
        int used = 0;
        while (text.Length > 0 && text[0] == '"' && words.Count < MostWords)
        {
            int from = used, at = 1;
            while (at < text.Length && text[at] != '"')
            {
                bytes[used++] = text[at] == '\\' && at + 1 < text.Length ? Unescape(text, ref at) : text[at];
                at++;
            }
            words.Add(bytes.AsMemory(from, used - from));
            text = at + 2 <= text.Length ? text[(at + 2)..] : default;
        }
        return words;
    }

    // Leaves the place on the escape's last byte.
    private static byte Unescape(ReadOnlySpan<byte> text, ref int at)
    {
        byte letter = text[++at];
        if (letter == 'x' && at + 2 < text.Length && byte.TryParse(text.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
        {
            at += 2;
            return value;
        }
        return letter switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'a' => (byte)'\a',
            (byte)'b' => (byte)'\b',
            _ => letter,
        };
    }
}
