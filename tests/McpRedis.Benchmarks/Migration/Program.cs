using System.Globalization;
using McpRedis.Benchmarks.Migration;

// copy scan|sync SOURCE-PORT TARGET-PORT     one copy in a process of its own, so that its memory and CPU time are its own
// compare SOURCE-PORT TARGET-PORT            one comparison of every key, likewise
// [--set A|B] [--keys N] [--rounds N] [--path scan|sync] [--engine PROGRAM]
if (args is ["copy", var way, var from, var to])
{
    await CopyRun.RunAsync(way, int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture));
    return 0;
}
if (args is ["compare", var left, var right])
{
    await CompareRun.RunAsync(int.Parse(left, CultureInfo.InvariantCulture), int.Parse(right, CultureInfo.InvariantCulture));
    return 0;
}
string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;

int rounds = int.Parse(Option("--rounds", "3"), CultureInfo.InvariantCulture);
foreach (var set in DataSet.All.Where(set => Option("--set", set.Name) == set.Name))
{
    int keys = int.Parse(Option("--keys", set.Keys.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
    await Comparison.RunAsync(set, keys, rounds, [.. CopyRun.Paths.Where(path => Option("--path", path) == path)], Option("--engine", "redis-server"));
}
return 0;
