using System.Globalization;

namespace McpRedis.Benchmarks.Migration;

/// <summary>A promise and what was measured of it.</summary>
internal sealed record MigrationBar(string Promise, string Measured, bool Met);

/// <summary>The promises about migration. Of several rounds the median counts.</summary>
internal static class MigrationBars
{
    private const double MostCpu = 1.5, MostMegabytes = 150;

    // Keys a second with A and with B.
    private static readonly (Way Way, double A, double B)[] Rates = [(Way.Sync, 200_000, 110_000), (Way.Scan, 120_000, 60_000), (Way.Serve, 400_000, 200_000)];

    public static IReadOnlyList<MigrationBar> Judge(IReadOnlyList<SetRun> runs) =>
        [.. runs.SelectMany(run => run.Ways).Where(figures => figures.Way != Way.Compare).SelectMany(Judge)];

    private static IEnumerable<MigrationBar> Judge(WayFigures figures)
    {
        var (set, way) = (figures.Set.Name, figures.Way);
        if (figures.Failure is { } failure || figures.Rate.IsEmpty)
        {
            yield return new($"{set}, {way.Name}: all that is measured", figures.Failure ?? "nothing was measured", false);
            yield break;
        }
        if (figures.Set.HasRates && Rates.FirstOrDefault(bar => bar.Way == way) is { Way: not null } rates)
        {
            double least = figures.Set.Name == "A" ? rates.A : rates.B;
            yield return new(Text($"{set}, {way.Name}: at least {least:N0} keys a second"), Text($"{figures.Rate.Median:N0}"), figures.Rate.Median >= least);
            if (way == Way.Scan)
            {
                yield return new($"{set}, {way.Name}: at least 2 times MIGRATE … KEYS", Text($"{figures.TimesMigrate:0.00}×"), figures.TimesMigrate >= 2);
            }
            if (way == Way.Serve)
            {
                // The whole way, from the start of the work until the target is its own master again with its settings: REPLICAOF is measured only until it has all data.
                yield return new($"{set}, {way.Name}: at least as fast as REPLICAOF", Text($"{figures.TimesReplicate:0.00}×"), figures.TimesReplicate >= 1);
            }
            yield return new(Text($"{set}, {way.Name}: at most {MostCpu} s of our CPU time for a million keys"), Text($"{figures.Cpu.Median:0.00} s"), figures.Cpu.Median <= MostCpu);
        }
        yield return new(Text($"{set}, {way.Name}: at most {MostMegabytes} MB of memory"), Text($"{figures.PeakMegabytes.Max:0} MB"), figures.PeakMegabytes.Max <= MostMegabytes);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
