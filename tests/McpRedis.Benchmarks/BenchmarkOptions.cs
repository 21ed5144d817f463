namespace McpRedis.Benchmarks;

/// <summary>What the command line says.</summary>
/// <param name="Program">Our program as published.</param>
/// <param name="Portable">The same as published for any machine that has .NET: its mcp-redis.dll.</param>
/// <param name="Packages">Folder of the packages made of it, whose sizes are told.</param>
/// <param name="Peers">Folder of the packages to compare with, after <c>npm ci</c>.</param>
/// <param name="Page">Page to rewrite; null prints only.</param>
/// <param name="StartRounds">Starts of each subject.</param>
/// <param name="CallRounds">Rounds of calls to each subject.</param>
internal sealed record BenchmarkOptions(string Program, string Portable, string Packages, string Peers, string? Page, int StartRounds, int CallRounds)
{
    private const string Usage = """
        usage: McpRedis.Benchmarks [--program PATH] [--portable PATH] [--packages FOLDER] [--peers FOLDER] [--page FILE | --no-page] [--start-rounds N] [--call-rounds N]
        """;

    /// <param name="args">The command line.</param>
    /// <param name="compares">Other builds and other servers are measured too, so they must be there.</param>
    /// <param name="mistake">What is wrong with it.</param>
    public static BenchmarkOptions? Parse(string[] args, bool compares, out string? mistake)
    {
        var options = new BenchmarkOptions(
            "artifacts/publish/linux-x64/mcp-redis", "artifacts/publish/portable/mcp-redis.dll", "artifacts/packages", "tests/McpRedis.Benchmarks/peers", "docs/performance.md", StartRounds: 21, CallRounds: 25);
        for (int i = 0; i < args.Length; i++)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            int number = int.TryParse(value, out int parsed) && parsed > 0 ? parsed : 0;
            BenchmarkOptions? next = args[i] switch
            {
                "--program" when value.Length > 0 => options with { Program = value },
                "--portable" when value.Length > 0 => options with { Portable = value },
                "--packages" when value.Length > 0 => options with { Packages = value },
                "--peers" when value.Length > 0 => options with { Peers = value },
                "--page" when value.Length > 0 => options with { Page = value },
                "--no-page" => options with { Page = null },
                "--start-rounds" when number > 0 => options with { StartRounds = number },
                "--call-rounds" when number > 0 => options with { CallRounds = number },
                _ => null,
            };
            if (next is null)
            {
                mistake = $"not understood: {args[i]} {value}\n{Usage}";
                return null;
            }
            options = next;
            i += args[i] == "--no-page" ? 0 : 1;
        }
        mistake = Missing(options.Program, "publish it there first, or name another with --program")
            ?? (compares ? MissingPeer(options) : null);
        return mistake is null ? options : null;
    }

    private static string? MissingPeer(BenchmarkOptions options) =>
        Missing(options.Portable, "publish it there first, or name another with --portable")
            ?? Missing(Path.Combine(options.Peers, "node_modules"), "fetch the peers first: npm ci in that folder");

    private static string? Missing(string path, string remedy) => Path.Exists(path) ? null : $"{path} does not exist; {remedy}";
}
