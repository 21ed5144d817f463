using McpRedis.Benchmarks;
using McpRedis.Benchmarks.Analysis;
using McpRedis.Benchmarks.Load;

bool load = args is ["load", ..], analysis = args is ["analysis", ..];
if (BenchmarkOptions.Parse(load || analysis ? args[1..] : args, compares: !load && !analysis, out string? mistake) is not { } options)
{
    await Console.Error.WriteLineAsync(mistake);
    return 2;
}
if (load)
{
    return await LoadProgram.RunAsync(options, soakMinutes: 5);
}
if (analysis)
{
    return AnalysisProgram.Run(options);
}
using var redis = new PrivateRedis();
using var subjects = new Subjects(options, redis);
var rounds = new Rounds(subjects.Ours, subjects.Portable, subjects.Reference, subjects.Go, subjects.Floor);
var sizes = new Sizes(options);

rounds.MeasureStarts(options.StartRounds, Console.Error.WriteLine);
rounds.MeasureCalls(options.CallRounds, Console.Error.WriteLine);

var bars = Bars.Judge(subjects, rounds, sizes);
string page = PerformancePage.Tables(subjects, rounds, sizes, bars, redis.Version);
if (options.Page is { } path)
{
    GeneratedPart.Update(path, page, PerformancePage.Marker);
}
Console.WriteLine(page);
return bars.All(bar => bar.Met) ? 0 : 1;
