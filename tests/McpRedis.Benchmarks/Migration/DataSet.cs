using System.Globalization;
using System.Text;
using McpRedis.Redis.Raw;

namespace McpRedis.Benchmarks.Migration;

/// <summary>Made-up data, the same in every run.</summary>
/// <param name="Name">A: strings of 32 bytes under keys of 13. B: half strings, 20 % hashes of 10 fields, 10 % lists of 20, 10 % sets of 20, 9 % sorted sets of 20, 1 % streams of 10; one key in five expires. C: 2 GB of random strings, of 100 kB and some of 24 MiB. D: the first 100 000 keys of B.</param>
/// <param name="Keys">How many.</param>
/// <param name="Sample">How many of them MIGRATE moves.</param>
/// <param name="HasRates">There are bars for its keys a second; else it is gone over once.</param>
/// <param name="Ways">Ways that are gone with it.</param>
internal sealed record DataSet(string Name, int Keys, int Sample, bool HasRates, IReadOnlyList<Way> Ways)
{
    // Of C: 2 GB that no compression makes smaller, most of it in values of 100 kB.
    private const int UsualBytes = 100_000, LargeBytes = 24 << 20, LargeEvery = 5_000;

    public static readonly string[] Commands = ["SET", "HSET", "RPUSH", "SADD", "ZADD", "XADD", "PEXPIREAT"];

    public static IReadOnlyList<DataSet> All { get; } =
    [
        new("A", 1_000_000, 100_000, true, [Way.Serve, Way.Sync, Way.Scan, Way.Compare]),
        new("B", 500_000, 50_000, true, [Way.Serve, Way.Sync, Way.Scan, Way.Compare]),
        new("C", 20_000, 2_000, false, [Way.Serve, Way.Sync, Way.Scan, Way.Types]),
        new("D", 100_000, 50_000, false, [Way.Types]),
    ];

    public static string KeyOf(int i) => string.Create(CultureInfo.InvariantCulture, $"key:{i:000000000}");

    public async Task FillAsync(IBulkGateway door, int keys)
    {
        var pipe = await door.OpenAsync((await door.ResolveAsync(default)).Masters[0], RespPipeOptions.Default, default);
        var errors = new Errors();
        await using var pipeline = new RespPipeline(pipe, errors, 1 << 20, 8192);
        var random = new Random(1);
        byte[] noise = new byte[Name == "C" ? LargeBytes * 2 : 0];
        random.NextBytes(noise);
        for (int i = 0; i < keys; i++)
        {
            if (Name == "C")
            {
                await pipeline.RoomAsync(default);
                pipeline.Commands.Begin(door.Prepare("SET"), 2);
                pipeline.Commands.Argument(Encoding.ASCII.GetBytes(KeyOf(i)));
                pipeline.Commands.Argument(noise.AsSpan(random.Next(LargeBytes), i % LargeEvery == 0 ? LargeBytes : UsualBytes));
                pipeline.Ended(0);
                continue;
            }
            int kind = Name == "A" ? 0 : i % 100;
            int repeat = kind is >= 99 ? 10 : 1;
            for (int entry = 0; entry < repeat; entry++)
            {
                await pipeline.RoomAsync(default);
                Write(pipeline.Commands, door, KeyOf(i), kind, random);
                pipeline.Ended(0);
            }
            if (Name != "A" && i % 5 == 0)
            {
                pipeline.Commands.Begin(door.Prepare("PEXPIREAT"), 2);
                pipeline.Commands.Argument(Encoding.ASCII.GetBytes(KeyOf(i)));
                pipeline.Commands.Argument(4_000_000_000_000 + i);
                pipeline.Ended(0);
            }
        }
        await pipeline.DrainAsync(default);
        if (errors.Count > 0)
        {
            throw new InvalidOperationException($"{errors.Count} commands failed: {errors.First}");
        }
    }

    private static void Write(RespCommandWriter to, IBulkGateway door, string key, int kind, Random random)
    {
        var (command, elements) = kind switch
        {
            < 50 => ("SET", 0),
            < 70 => ("HSET", 10),
            < 80 => ("RPUSH", 20),
            < 90 => ("SADD", 20),
            < 99 => ("ZADD", 20),
            _ => ("XADD", 1),
        };
        to.Begin(door.Prepare(command), command switch { "SET" => 2, "HSET" or "ZADD" => 1 + (elements * 2), "XADD" => 4, _ => 1 + elements });
        to.Argument(Encoding.ASCII.GetBytes(key));
        Span<byte> value = stackalloc byte[32];
        if (command is "SET" or "XADD")
        {
            if (command == "XADD")
            {
                to.Argument("*"u8);
                to.Argument("field"u8);
            }
            to.Argument(Random(value, random));
            return;
        }
        for (int i = 0; i < elements; i++)
        {
            if (command == "ZADD")
            {
                to.Argument(random.Next(100_000));
            }
            if (command == "HSET")
            {
                to.Argument(Encoding.ASCII.GetBytes($"field{i}"));
            }
            to.Argument(Random(value[..12], random));
        }
    }

    private static ReadOnlySpan<byte> Random(Span<byte> to, Random random)
    {
        foreach (ref byte b in to)
        {
            b = (byte)('!' + random.Next(90));
        }
        return to;
    }

    private sealed class Errors : IReplyHandler
    {
        public int Count { get; private set; }

        public string? First { get; private set; }

        public void OnReply(RespFrame reply, ReadOnlySpan<byte> command, long tag)
        {
            if (reply.IsError)
            {
                Count++;
                First ??= Encoding.UTF8.GetString(reply.Bytes);
            }
        }
    }
}
