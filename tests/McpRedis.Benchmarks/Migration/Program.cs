using System.Diagnostics;
using System.Globalization;
using McpRedis.Benchmarks;
using McpRedis.Benchmarks.Migration;

// compare SOURCE-PORT TARGET-PORT     one comparison of every key in a process of its own, so that its memory and CPU time are its own
// live …                              clients write meanwhile; what follows is as below
// else what MigrationOptions says
if (args is ["compare", var left, var right])
{
    await CompareRun.RunAsync(int.Parse(left, CultureInfo.InvariantCulture), int.Parse(right, CultureInfo.InvariantCulture));
    return 0;
}
bool isLive = args is ["live", ..];
if (MigrationOptions.Parse(isLive ? args[1..] : args, out string? mistake) is not { } options)
{
    await Console.Error.WriteLineAsync(mistake);
    return 2;
}
if (isLive)
{
    List<LiveFigures> live = [];
    foreach (string way in (string[])["replicate", "sync", "scan"])
    {
        live.Add(await new LiveRun(options, way).RunAsync());
        Console.Error.WriteLine(live[^1]);
    }
    string table = LivePage.Table(live, Describe(options.Engine));
    if (options.Page is { } livePage)
    {
        GeneratedPart.Update(livePage, table, LivePage.Marker);
    }
    Console.WriteLine(table);
    return live.All(LivePage.IsMet) ? 0 : 1;
}
List<SetRun> runs = [];
foreach (var set in DataSet.All.Where(options.Measures))
{
    var run = new SetRun(set, options, Console.Error.WriteLine);
    await run.RunAsync();
    runs.Add(run);
}
var bars = MigrationBars.Judge(runs);
string page = MigrationPage.Tables(runs, bars, Describe(options.Engine));
if (options.Page is { } path)
{
    GeneratedPart.Update(path, page, MigrationPage.Marker);
}
Console.WriteLine(page);
return bars.All(bar => bar.Met) ? 0 : 1;

// redis-server 7.0.15
static string Describe(string engine)
{
    using var process = Process.Start(new ProcessStartInfo(engine, ["--version"]) { RedirectStandardOutput = true })!;
    string version = process.StandardOutput.ReadToEnd().Split(' ').FirstOrDefault(word => word.StartsWith("v=", StringComparison.Ordinal))?[2..] ?? "";
    return $"{Path.GetFileName(engine)} {version}".Trim();
}
