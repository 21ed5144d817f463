using System.Text;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Tests.Redis.Raw;

/// <summary>Commands as bytes: whole, without garbage, and none with a key it may not name.</summary>
public sealed class RespCommandWriterTests
{
    [Fact]
    public void Words_numbers_and_empty_arguments()
    {
        var gate = Gate("RESTORE", "CONFIG RESETSTAT");
        using var writer = new RespCommandWriter(gate);
        writer.Begin(gate.Prepare("RESTORE"), 3);
        writer.Argument("key"u8);
        writer.Argument(long.MinValue);
        writer.Argument([]);
        writer.Begin(gate.Prepare("CONFIG RESETSTAT"), 0);
        Assert.Equal("*4\r\n$7\r\nRESTORE\r\n$3\r\nkey\r\n$20\r\n-9223372036854775808\r\n$0\r\n\r\n*2\r\n$6\r\nCONFIG\r\n$9\r\nRESETSTAT\r\n", Taken(writer));
        Assert.Equal(2, writer.Count);
    }

    [Fact]
    public void Command_larger_than_a_chunk_is_in_one_piece_and_those_before_it_stay_where_they_were()
    {
        var gate = Gate("SET");
        var set = gate.Prepare("SET");
        using var writer = new RespCommandWriter(gate, chunkBytes: 128) { Retains = true };
        var expected = new StringBuilder();
        for (int i = 0; i < 50; i++)
        {
            string value = new((char)('a' + (i % 26)), i * i * 3);
            writer.Write(set, $"k{i}", value);
            expected.Append($"*3\r\n$3\r\nSET\r\n${$"k{i}".Length}\r\nk{i}\r\n${value.Length}\r\n{value}\r\n");
            Assert.Equal($"k{i}", Encoding.ASCII.GetString(SentCommand.Word(writer.Current.Bytes.AsSpan(writer.LastStart, writer.Current.Length - writer.LastStart), 1)));
        }
        Assert.Equal(expected.ToString(), Taken(writer));
    }

    [Fact]
    public void Key_outside_the_prefix_leaves_nothing_of_its_command()
    {
        var gate = Gate(new KeyScope("app:"u8), "SET", "DEL", "MGET");
        using var writer = new RespCommandWriter(gate);
        writer.Write(gate.Prepare("SET"), "app:1", "v");
        string before = "*3\r\n$3\r\nSET\r\n$5\r\napp:1\r\n$1\r\nv\r\n";
        Assert.Equal(ErrorCode.KeyOutOfScope, Assert.Throws<Fault>(() => writer.Write(gate.Prepare("SET"), "foreign", "v")).Code);
        Assert.Equal(ErrorCode.KeyOutOfScope, Assert.Throws<Fault>(() => writer.Write(gate.Prepare("DEL"), "app:1", "app:2", "other")).Code);
        writer.Write(gate.Prepare("MGET"), "app:3");
        Assert.Equal(before + "*2\r\n$4\r\nMGET\r\n$5\r\napp:3\r\n", Taken(writer));
    }

    [Fact]
    public void Nothing_is_allocated_for_a_command()
    {
        var gate = Gate("RESTORE");
        var restore = gate.Prepare("RESTORE");
        using var writer = new RespCommandWriter(gate);
        byte[] key = Doors.Ascii("key:000000001"), payload = new byte[200];
        Write(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Write(20_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);   // a chunk object for every 64 KiB, a heap of counts

        void Write(int commands)
        {
            for (int i = 0; i < commands; i++)
            {
                writer.Begin(restore, 4);
                writer.Argument(key);
                writer.Argument(i);
                writer.Argument(payload);
                writer.Argument("ABSTTL"u8);
                while (writer.TryTake(out var chunk))
                {
                    chunk.Sent = chunk.Length;
                    writer.Done(chunk);
                }
            }
        }
    }

    [Fact]
    public void Counts_go_to_the_trace_by_name()
    {
        var trace = new CommandTrace();
        var gate = new CommandGate(new CommandFence(["SET", "PING"], AccessLevel.Full), AccessLevel.Full, null, null, trace);
        using (var writer = new RespCommandWriter(gate))
        {
            for (int i = 0; i < 2500; i++)
            {
                writer.Write(gate.Prepare("SET"), "k", "secret");
            }
            writer.Write(gate.Prepare("PING"));
        }
        Assert.Equal((2501, 2500, "SET,PING"), (trace.Commands, trace.Keys, trace.Names));
    }

    private static CommandGate Gate(params string[] declared) => Gate(null, declared);

    private static CommandGate Gate(KeyScope? scope, params string[] declared) => new(new CommandFence(declared, AccessLevel.Full), AccessLevel.Full, scope, null, new());

    private static string Taken(RespCommandWriter writer)
    {
        var text = new StringBuilder();
        while (writer.TryTake(out var chunk))
        {
            text.Append(Encoding.Latin1.GetString(chunk.Bytes, chunk.Sent, chunk.Length - chunk.Sent));
            chunk.Sent = chunk.Length;
            writer.Done(chunk);
        }
        return text.ToString();
    }
}
