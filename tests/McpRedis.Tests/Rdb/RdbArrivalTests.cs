using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

/// <summary>How bytes arrive makes no difference to what is read.</summary>
public sealed class RdbArrivalTests
{
    public static TheoryData<bool, int> Cases => new()
    {
        { false, 64 << 20 },
        { true, 64 << 20 },
        { false, 20 },      // so low that most values are spilled
        { true, 20 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Split_anywhere_gives_the_same_records(bool valkey, int maxValueBytes)
    {
        byte[] file = valkey ? HandMadeFiles.Valkey : HandMadeFiles.Redis;
        IReadOnlyList<ReadRecord> whole = await ReadRecord.AllAsync(file, new RdbReaderOptions { MaxValueBytes = maxValueBytes });
        Assert.True(whole.Count > 20);
        Assert.Equal(maxValueBytes == 20, whole.Any(r => r.IsSpilled));

        Assert.Equal(whole, await ReadAsync(file, maxValueBytes, 1 << 18, () => 1));
        Assert.Equal(whole, await ReadAsync(file, maxValueBytes, 16, () => 1));
        for (int cut = 1; cut < file.Length; cut++)
        {
            var sizes = new Queue<int>([cut, file.Length]);
            Assert.Equal(whole, await ReadAsync(file, maxValueBytes, 1 << 18, () => sizes.TryDequeue(out int size) ? size : 0));
        }
        var random = new Random(22);
        for (int i = 0; i < 300; i++)
        {
            int most = random.Next(2, 60);
            Assert.Equal(whole, await ReadAsync(file, maxValueBytes, random.Next(16, 200), () => random.Next(1, most)));
        }
    }

    private static async Task<IReadOnlyList<ReadRecord>> ReadAsync(byte[] file, int maxValueBytes, int bufferBytes, Func<int> nextSize)
    {
        await using var stream = new PiecewiseStream(file, nextSize);
        return await ReadRecord.AllAsync(stream, new RdbReaderOptions { MaxValueBytes = maxValueBytes, BufferBytes = bufferBytes });
    }
}
