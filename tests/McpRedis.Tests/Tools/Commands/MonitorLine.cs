using System.Globalization;
using System.Text;

namespace McpRedis.Tests.Tools.Commands;

/// <summary>A line of MONITOR, <c>1700000000.1 [0 127.0.0.1:5000] "SET" "k\x00" "v\n"</c>, as the bytes that were sent. None of a line that was cut off when the recording stopped.</summary>
internal static class MonitorLine
{
    public static List<byte[]> Arguments(string line)
    {
        var arguments = new List<byte[]>();
        int at = line.IndexOf(']', StringComparison.Ordinal) + 1;
        if (!line.EndsWith('"'))
        {
            return arguments;
        }
        while ((at = line.IndexOf('"', at)) >= 0)
        {
            var bytes = new List<byte>();
            for (at++; line[at] != '"'; at++)
            {
                if (line[at] != '\\')
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes(line[at].ToString()));
                    continue;
                }
                at++;
                if (line[at] == 'x')
                {
                    bytes.Add(byte.Parse(line.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    at += 2;
                    continue;
                }
                bytes.Add(line[at] switch { 'n' => (byte)'\n', 'r' => (byte)'\r', 't' => (byte)'\t', 'a' => 7, 'b' => 8, var c => (byte)c });
            }
            at++;
            arguments.Add([.. bytes]);
        }
        return arguments;
    }
}
