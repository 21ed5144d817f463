using System.Globalization;
using McpRedis.Http;

namespace McpRedis.Hosting;

/// <summary>What <c>mcp-redis http</c> reads beside the options: the variables of container hosts, and what follows from where it listens.</summary>
/// <param name="Configuration">The options with all that taken in.</param>
/// <param name="OwnHosts">Names the platform gives this server.</param>
internal sealed record HttpSettings(Configuration Configuration, IReadOnlyList<string> OwnHosts)
{
    // https://vercel.com/docs/environment-variables/system-environment-variables: names without scheme.
    private static readonly string[] VercelHosts = ["VERCEL_URL", "VERCEL_BRANCH_URL", "VERCEL_PROJECT_PRODUCTION_URL"];

    public static HttpSettings Of(Configuration configuration, IReadOnlyDictionary<string, string> environment)
    {
        var mistakes = new List<string>(configuration.Mistakes);
        var options = configuration.Options;
        if (environment.TryGetValue("PORT", out string? port) && port.Length > 0)
        {
            if (ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && (number > 0 || options.Http.Listen.Address is not null))
            {
                options = options with { Http = options.Http with { Listen = options.Http.Listen with { Port = number } } };
            }
            else
            {
                mistakes.Add("PORT: expected a number from 0 to 65535.");
            }
        }
        // Who reaches it from elsewhere may read; more is the operator's word.
        if (options.Http.IsExposed && !configuration.Origins.ContainsKey("access"))
        {
            options = options with { Access = "read" };
        }
        mistakes.AddRange(Exposure.Mistakes(options.Http, name => configuration.Origins.GetValueOrDefault(name, "--" + name)));
        string[] hosts = environment.GetValueOrDefault("VERCEL") == "1" ? [.. VercelHosts.Select(environment.GetValueOrDefault).OfType<string>().Where(HostCheck.IsHost)] : [];
        return new(configuration with { Options = options, Mistakes = mistakes, Warnings = [.. configuration.Warnings, .. Exposure.Warnings(options.Http)] }, hosts);
    }
}
