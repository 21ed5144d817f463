using System.Text;
using McpRedis.Analysis.Hot;

namespace McpRedis.Tests.Analysis.Hot;

public sealed class MonitorLineTests
{
    [Theory]
    [InlineData("1339518083.107412 [0 127.0.0.1:60866] \"keys\" \"*\"", 0, "keys|*")]
    [InlineData("1339518087.877697 [3 unix:/run/redis.sock] \"set\" \"a \\\"key\\\" ] \" \"\"", 3, "set|a \"key\" ] |")]
    [InlineData("1339518087.877697 [12 lua] \"get\" \"\\x00\\xff\\n\\\\\"", 12, "get|\0\u00ff\n\\")]
    public void Lines(string line, int database, string words)
    {
        var read = new List<ReadOnlyMemory<byte>>();
        Assert.True(MonitorLine.TryRead(Encoding.Latin1.GetBytes(line), out int told, read));
        Assert.Equal((database, words), (told, string.Join('|', read.Select(word => Encoding.Latin1.GetString(word.Span)))));
    }

    [Theory]
    [InlineData("OK")]
    [InlineData("")]
    [InlineData("1339518083.107412 [x] \"get\"")]
    [InlineData("1339518083.107412 [0 1:1] get")]
    public void What_is_no_line(string line) => Assert.False(MonitorLine.TryRead(Encoding.ASCII.GetBytes(line), out _, []));

    [Fact]
    public void Any_bytes_and_any_end()
    {
        var random = new Random(2);
        byte[] line = Encoding.ASCII.GetBytes("1339518083.1 [0 127.0.0.1:60866] \"set\" \"\\x41\\\"b\" \"c\"");
        for (int i = 0; i < 5000; i++)
        {
            byte[] changed = [.. line[..random.Next(line.Length + 1)]];
            if (changed.Length > 0)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }
            MonitorLine.TryRead(changed, out _, []);
        }
    }
}
