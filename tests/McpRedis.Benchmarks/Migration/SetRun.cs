using System.Globalization;

namespace McpRedis.Benchmarks.Migration;

/// <summary>All ways and both baselines with one set, in turns on the same two servers. Whatever arrived is held against the source after every copy.</summary>
internal sealed class SetRun(DataSet set, MigrationOptions options, Action<string> say)
{
    private readonly int _keys = options.Keys ?? set.Keys;
    private readonly Sample _migrate = new(), _replicate = new();

    /// <summary>Keys a second of MIGRATE … KEYS.</summary>
    public Sample Migrate => _migrate;

    /// <summary>Keys a second of REPLICAOF.</summary>
    public Sample Replicate => _replicate;

    public DataSet Set => set;

    public IReadOnlyList<WayFigures> Ways { get; private set; } = [];

    public async Task RunAsync()
    {
        await using var source = await LoopbackServer.StartAsync(options.Engine);
        await using var target = await LoopbackServer.StartAsync(options.Engine);
        await set.FillAsync(source.Door(DataSet.Commands), _keys);
        var content = await source.ContentAsync();
        Ways = [.. set.Ways.Where(options.Measures).Select(way => new WayFigures(set, way, _migrate, _replicate))];
        string folder = Directory.CreateTempSubdirectory("mcp-redis-bench-").FullName;
        try
        {
            for (int round = 1; round <= (set.HasRates ? options.Rounds : 1); round++)
            {
                await BaselinesAsync(round, source, target, content);
                foreach (var figures in Ways.Where(figures => round == 1 || figures.Way != Way.Compare))
                {
                    await TryAsync(figures, round, folder, source, target, content);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task BaselinesAsync(int round, LoopbackServer source, LoopbackServer target, (long, string) content)
    {
        await target.AskAsync("FLUSHALL");
        _migrate.Add(await Baselines.MigrateAsync(source, target, Math.Min(set.Sample, _keys)));
        Say(round, "MIGRATE", $"{_migrate.Last / 1000:0.0} k keys/s");
        await target.AskAsync("FLUSHALL");
        _replicate.Add(await Baselines.ReplicateAsync(source, target, _keys));
        Say(round, "REPLICAOF", $"{_replicate.Last / 1000:0.0} k keys/s");
        await RequireAsync("REPLICAOF", target, content);
    }

    // What fails is told and costs its promises; the rest is measured all the same.
    private async Task TryAsync(WayFigures figures, int round, string folder, LoopbackServer source, LoopbackServer target, (long, string) content)
    {
        try
        {
            await MeasureAsync(figures, folder, source, target, content);
            Say(round, figures.Way.Name, $"{figures.Rate.Last / 1000:0.0} k keys/s, CPU {figures.Cpu.Last:0.00} s per million, command {figures.CommandSeconds.Last:0.0} s and {figures.CommandCpu.Last:0.00} s per million, servers {figures.SourceCpu.Last:0.00} and {figures.TargetCpu.Last:0.00}, peak {figures.PeakMegabytes.Last:0} MB{(figures.LoadRate.IsEmpty ? "" : $", loading {figures.LoadRate.Last / 1000:0.0} k keys/s")}");
        }
        catch (InvalidOperationException e)
        {
            figures.Failure = e.Message;
            Say(round, figures.Way.Name, e.Message);
        }
    }

    private async Task MeasureAsync(WayFigures figures, string folder, LoopbackServer source, LoopbackServer target, (long, string) content)
    {
        if (figures.Way != Way.Compare) // which reads what the way before it left
        {
            await target.AskAsync("FLUSHALL");
        }
        var (sourceCpu, targetCpu) = (await source.CpuSecondsAsync(), await target.CpuSecondsAsync());
        await using var load = figures.Way == Way.Serve ? await LoadWatch.StartAsync(target) : null;
        var reading = figures.Way == Way.Compare
            ? await CompareRun.InChildAsync(source.Port, target.Port)
            : await new ProgramRun(options.Program, folder, figures.Way, source.Port, target.Port).RunAsync();
        (sourceCpu, targetCpu) = (await source.CpuSecondsAsync() - sourceCpu, await target.CpuSecondsAsync() - targetCpu);
        await RequireAsync(figures.Way.Name, target, content);
        figures.Add(reading, _keys, sourceCpu, targetCpu, load?.Seconds);
    }

    private static async Task RequireAsync(string what, LoopbackServer target, (long Keys, string Digest) content)
    {
        var arrived = await target.ContentAsync();
        if (arrived != content)
        {
            throw new InvalidOperationException($"{what}: {arrived.Keys} keys of {content.Keys} arrived, and the digests are {(arrived.Digest == content.Digest ? "equal" : "different")}");
        }
    }

    private void Say(int round, string what, FormattableString figures) => say($"{set.Name} {round} {what}: {figures.ToString(CultureInfo.InvariantCulture)}");

    private void Say(int round, string what, string text) => say($"{set.Name} {round} {what}: {text}");
}
