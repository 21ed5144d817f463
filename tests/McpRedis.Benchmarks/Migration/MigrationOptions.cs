using System.Globalization;

namespace McpRedis.Benchmarks.Migration;

/// <summary>What the command line says.</summary>
/// <param name="Program">Our program as published.</param>
/// <param name="Engine">Program of both servers.</param>
/// <param name="Page">Page to rewrite; null prints only.</param>
/// <param name="Sets">Names of the data sets.</param>
/// <param name="Ways">Ways that are measured.</param>
/// <param name="Rounds">How often each is gone with the sets that have bars for speed.</param>
/// <param name="Keys">Of each set; null for as many as it has.</param>
internal sealed record MigrationOptions(string Program, string Engine, string? Page, IReadOnlyList<string> Sets, IReadOnlyList<string> Ways, int Rounds, int? Keys)
{
    private const string Usage = """
        usage: McpRedis.Benchmarks.Migration [--program PATH] [--engine PROGRAM] [--page FILE | --no-page] [--set A|B|C|D]… [--path serve|sync|scan|types|compare]… [--rounds N] [--keys N]
        """;

    public static MigrationOptions? Parse(string[] args, out string? mistake)
    {
        var options = new MigrationOptions("artifacts/publish/linux-x64/mcp-redis", "redis-server", "docs/performance.md", [], [], 3, null);
        mistake = null;
        for (int i = 0; i < args.Length && mistake is null; i++)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            int? number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) && parsed > 0 ? parsed : null;
            MigrationOptions? next = args[i] switch
            {
                "--program" when value.Length > 0 => options with { Program = value },
                "--engine" when value.Length > 0 => options with { Engine = value },
                "--page" when value.Length > 0 => options with { Page = value },
                "--no-page" => options with { Page = null },
                "--set" when DataSet.All.Any(set => set.Name == value) => options with { Sets = [.. options.Sets, value] },
                "--path" when Way.All.Any(way => way.Name == value) => options with { Ways = [.. options.Ways, value] },
                "--rounds" when number is { } rounds => options with { Rounds = rounds },
                "--keys" when number is { } keys => options with { Keys = keys },
                _ => null,
            };
            mistake = next is null ? $"not understood: {args[i]} {value}\n{Usage}" : null;
            options = next ?? options;
            i += args[i] == "--no-page" ? 0 : 1;
        }
        mistake ??= File.Exists(options.Program) ? null : $"{options.Program} does not exist; publish it there first, or name another with --program";
        return mistake is null ? options : null;
    }

    public bool Measures(DataSet set) => Sets.Count == 0 || Sets.Contains(set.Name);

    public bool Measures(Way way) => Ways.Count == 0 || Ways.Contains(way.Name);
}
