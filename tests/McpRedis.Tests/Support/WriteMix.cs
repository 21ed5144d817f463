using System.Buffers;
using System.Globalization;
using System.Text;

namespace McpRedis.Tests.Support;

/// <summary>
/// What a client writes in one round: every kind of command, a transaction and a script among them, most of which would show if it were run twice, or not. Names begin with those of the
/// writer, so that several do not meet; each comes again after at most 500 rounds.
/// </summary>
internal static class WriteMix
{
    /// <summary>Writes of a round: MULTI and EXEC are none, a script is one.</summary>
    public const int Writes = 13;

    private const string Script = "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('INCR', KEYS[2])";

    /// <summary>Counts the rounds of a writer, in a transaction with a list of them.</summary>
    public static string CounterOf(int writer) => $"p:{writer}:count";

    /// <summary>The same, by a script.</summary>
    public static string ScriptedOf(int writer) => $"p:{writer}:scripted";

    /// <returns>How many replies there will be.</returns>
    public static int Add(IBufferWriter<byte> to, int writer, long round)
    {
        string name = $"p:{writer}";
        string[][] commands =
        [
            ["SET", $"{name}:string:{round % 500}", $"{round}-some-words", "EX", "100000"],
            ["INCR", $"{name}:number:{round % 50}"],
            ["HSET", $"{name}:hash:{round % 100}", $"field:{round % 20}", $"{round}"],
            ["LPUSH", $"{name}:list:{round % 50}", $"{round}"],
            ["XADD", $"{name}:stream:{round % 20}", "*", "round", $"{round}"],
            ["ZADD", $"{name}:scores:{round % 50}", $"{round}", $"member:{round % 30}"],
            ["SADD", $"{name}:set:{round % 50}", $"{round}", $"{-round}"],
            ["SPOP", $"{name}:set:{round % 50}"],
            ["EXPIRE", $"{name}:number:{round % 50}", $"{100_000 + (round % 1000)}"],
            ["DEL", $"{name}:string:{(round + 250) % 500}"],
            ["MULTI"],
            ["INCR", CounterOf(writer)],
            ["RPUSH", $"{name}:log:{round % 10}", $"{round}"],
            ["EXEC"],
            ["EVAL", Script, "2", $"{name}:by-script:{round % 20}", ScriptedOf(writer), $"{round}"],
        ];
        foreach (string[] command in commands)
        {
            Add(to, command);
        }
        return commands.Length;
    }

    private static void Add(IBufferWriter<byte> to, string[] words)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (string word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n");
        }
        to.Write(Encoding.ASCII.GetBytes(text.ToString()));
    }
}
