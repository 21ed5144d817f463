using System.Globalization;
using System.Text;

namespace McpRedis.Analysis.Hot;

// 1339518083.107412 [0 127.0.0.1:60866] "set" "a \"key\"" "\x00value\r\n"
// 1339518087.877697 [3 unix:/run/redis.sock] "ping"
// 1339518090.420270 [0 lua] "get" "x"

/// <summary>Takes a line of MONITOR apart. Arguments beyond the first few are not read: where keys are is known by then.</summary>
internal static class MonitorLine
{
    private const int MostArguments = 64;

    /// <summary>Command and arguments; false for what is no such line.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out int database, List<ReadOnlyMemory<byte>> words)
    {
        database = 0;
        words.Clear();
        int open = line.IndexOf(" ["u8), close = line.IndexOf("] "u8);
        if (open < 0 || close < open)
        {
            return false;
        }
        var place = line[(open + 2)..close];
        int space = place.IndexOf((byte)' ');
        if (space < 0 || !int.TryParse(Encoding.ASCII.GetString(place[..space]), NumberStyles.None, CultureInfo.InvariantCulture, out database))
        {
            return false;
        }
        for (var rest = line[(close + 2)..]; rest.Length > 1 && rest[0] == '"' && words.Count < MostArguments;)
        {
            words.Add(Word(rest[1..], out int length));
            rest = rest[Math.Min(length + 2, rest.Length)..];   // quotes and the space after them
        }
        return words.Count > 0;
    }

    // Up to the closing quote; what was cut off in between ends with the line.
    private static byte[] Word(ReadOnlySpan<byte> text, out int length)
    {
        var bytes = new List<byte>(32);
        int i = 0;
        for (; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                bytes.Add(text[i]);
                continue;
            }
            i++;
            if (text[i] == 'x' && i + 2 < text.Length && byte.TryParse(Encoding.ASCII.GetString(text.Slice(i + 1, 2)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
            {
                bytes.Add(code);
                i += 2;
                continue;
            }
            bytes.Add(text[i] switch { (byte)'n' => 10, (byte)'r' => 13, (byte)'t' => 9, (byte)'a' => 7, (byte)'b' => 8, var other => other });
        }
        length = i + 1;
        return [.. bytes];
    }
}
