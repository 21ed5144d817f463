using McpRedis.Analysis;
using McpRedis.Faults;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Analysis;

public sealed class FileAnalysisTests
{
    [Fact]
    public async Task A_file_gives_the_counts_of_the_server_that_wrote_it()
    {
        await using var server = await RedisServerProcess.StartAsync("dbfilename dump.rdb");
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 3000);
        await redis.CallAsync("SAVE");
        var live = (await AnalysisBench.RunAsync(server.Options())).Tally;
        await using var file = File.OpenRead(Path.Combine(server.DataDirectory, "dump.rdb"));
        var report = await FileAnalysis.RunAsync(file, new(), null, TestTimeout.HangGuard, long.MaxValue, TimeProvider.System, null, TestTimeout.Token());
        Assert.Equal(("payload", true), (report.SizesAre, report.Coverage.IsComplete));
        foreach (var own in live.Types)
        {
            var counted = report.Tally.Types.Single(other => other.Type == own.Type);
            Assert.Equal((own.All.Keys, own.Lengths.Sum), (counted.All.Keys, counted.Lengths.Sum));
            Assert.Equal(own.ByLength.Ranked.Take(20).Select(key => key.Length), counted.ByLength.Ranked.Take(20).Select(key => key.Length));
        }
        Assert.Equal((live.Expiring.Keys, live.Prefixes.Count), (report.Tally.Expiring.Keys, report.Tally.Prefixes.Count));
    }

    [Fact]
    public async Task A_damaged_file_is_told() =>
        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<Fault>(() => FileAnalysis.RunAsync(
            new MemoryStream("REDIS0011\x07garbage"u8.ToArray()), new(), null, TestTimeout.HangGuard, long.MaxValue, TimeProvider.System, null, TestTimeout.Token()))).Code);
}
