using System.Globalization;
using McpRedis.Rdb;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Rdb;

/// <summary>Damaged files by the tens of thousands: the reader reports or reads on, and neither crashes, hangs nor takes memory.</summary>
public sealed class RdbMalformedTests
{
    private const int Inputs = 100_000;
    private const int ReaderItself = 24 << 10;  // objects, tables of layouts, and the exception with its text
    private const int LargestInflation = 88;    // what a compressed key may become
    private const int FirstOfEachKind = 1000;   // what the runtime makes once, for the first error of a kind, is not the reader's

    [Fact]
    public async Task Truncated_and_flipped_files_are_reported_and_nothing_else()
    {
        List<byte[]> files = [HandMadeFiles.Redis, HandMadeFiles.Valkey];
        foreach (string engine in ServerEngine.Present)
        {
            files.Add(await SavedAsync(engine));
        }
        Assert.All(files, file => Assert.InRange(file.Length, 200, 4000));
        var random = new Random(20261121);
        int reported = 0;
        for (int i = 0; i < Inputs; i++)
        {
            reported += Damage(files[i % files.Count], random, i, isCounted: i >= FirstOfEachKind) ? 1 : 0;
        }
        Assert.InRange(reported, Inputs / 2, Inputs);
    }

    private static async Task<byte[]> SavedAsync(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine, "hash-max-listpack-value 16", "zset-max-listpack-value 16");
        await using RawRedis redis = await server.ConnectAsync();
        await RdbSampleData.FillSmallAsync(redis);
        await redis.CallAsync("SAVE");
        return await File.ReadAllBytesAsync(Path.Combine(server.DataDirectory, "dump.rdb"));
    }

    private static bool Damage(byte[] file, Random random, int number, bool isCounted)
    {
        byte[] damaged = number % 3 == 0 ? file[..random.Next(file.Length)] : [.. file];
        for (int flips = number % 3 == 0 ? 0 : random.Next(1, 4); flips > 0; flips--)
        {
            int place = random.Next(damaged.Length);
            // Half of them become what counts and sizes are made of.
            damaged[place] = random.Next(2) == 0 ? (byte)(damaged[place] ^ (1 << random.Next(8))) : (byte)(random.Next(3) switch { 0 => 0x80, 1 => 0x81, _ => 0xff });
        }
        if (number % 2 == 0)
        {
            damaged.AsSpan()[^Math.Min(8, damaged.Length)..].Clear(); // as if no checksum would tell
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool reported = Read(damaged, number % 5 == 0 ? 64 : 1 << 12, number);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(!isCounted || allocated <= ReaderItself + (LargestInflation * damaged.Length), string.Create(CultureInfo.InvariantCulture, $"input {number}: {allocated} bytes"));
        return reported;
    }

    private static bool Read(byte[] file, int bufferBytes, int number)
    {
        using var reader = new RdbReader(new MemoryStream(file), new RdbReaderOptions { BufferBytes = bufferBytes });
        byte[]? last = null;
        int steps = 0;
        try
        {
            while (reader.FillAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
            {
                while (reader.TryRead(out RdbRecord record))
                {
                    last = record.Kind == RdbRecordKind.Key ? record.Key.ToArray() : last;
                    Assert.True(++steps <= file.Length, $"input {number}: more records than bytes");
                }
            }
            return false;
        }
        catch (RdbFormatException e)
        {
            Assert.InRange(e.Offset, 0, file.Length);
            Assert.Equal(last, e.LastKey);
            return true;
        }
    }
}
