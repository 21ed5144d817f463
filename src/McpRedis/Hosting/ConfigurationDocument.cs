using System.Text;
using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <summary>Renders docs/configuration.md from the tables the program itself reads by, so that it cannot say anything else.</summary>
internal static class ConfigurationDocument
{
    /// <summary>The config file shown in the document; a test reads it back.</summary>
    public const string Example = """
        {
          // Options by their camelCase names.
          "access": "write",
          "toolsets": ["essentials", "server"],
          "outputBudget": "64KiB",
          "connections": {
            "default": {
              "url": "redis://localhost:6379/0",
            },
            "production": {
              "url": "rediss://assistant@redis.example.com:6380?caFile=/etc/mcp-redis/ca.pem",
              "passwordFile": "/run/secrets/redis-production",
              "access": "read",
              "keyPrefix": "shop:",
              "databases": [0, 1],
            },
          },
        }
        """;

    public static string Render()
    {
        var page = new StringBuilder();
        page.Append("""
            # Configuration

            <!-- Generated from the program's own tables. Change those, then run ./dev test --update. -->

            Every option can be given on the command line, as a variable of the environment, or in the JSON file named by `--config`.
            The command line comes before the environment, the environment before the file, the file before the default.
            All settings are checked together at start: every mistake is reported, and with any the program does not run.
            Unknown options, `MCP_REDIS_…` variables, keys and URL options are mistakes too. An option that is set but empty is a mistake;
            an empty `REDIS_…` variable counts as absent.


            """);
        Options(page);
        Variables(page);
        UrlOptions(page);
        File(page);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Options(StringBuilder page)
    {
        page.Append("## Options\n\n| option | variable | key in the file | default |\n|---|---|---|---|\n");
        foreach (var option in OptionDefinitions.All)
        {
            page.Append($"| {(option.OnCommandLine ? $"`{option.Flag}`" : "")} | `{option.Variable}` | {(option.InFile ? $"`{option.FileKey}`" : "")} | {option.Default} |\n");
        }
        foreach (var option in OptionDefinitions.All)
        {
            // The toolsets themselves are listed in docs/tools.md.
            page.Append($"\n### {(option.OnCommandLine ? option.Flag : option.Variable)}\n\n{option.Doc}\n\nValue: {option.Form}{(option.OnCommandLine ? "" : $", or its file in `{option.FileVariable}`")}. Default: {option.Default}.\n");
        }
    }

    private static void Variables(StringBuilder page) => page.Append($"""

        ## Connections in the environment

        | variable | gives |
        |---|---|
        | `{ConnectionVariables.UrlFamily}` | the URL of the connection `default` |
        | `{ConnectionVariables.UrlFamily}_NAME` | the URL of a named connection; `{ConnectionVariables.UrlFamily}_STAGING_EU` is `staging-eu` |
        | `{ConnectionVariables.UserFamily}`, `{ConnectionVariables.UserFamily}_NAME` | the user, for a URL that names none |
        | `{ConnectionVariables.PasswordFamily}`, `{ConnectionVariables.PasswordFamily}_NAME` | the password, for a URL that holds none; as it is, not percent-encoded |
        | any of these with `_FILE` at its end | the path of a file that holds the value in one line, such as a mounted secret |

        A name is {ConnectionName.Form}. Two different values for the same thing are a mistake. The variables without a name are for
        the default connection alone: its password is never sent to another.


        """);

    private static void UrlOptions(StringBuilder page)
    {
        page.Append("## Options of a connection URL\n\nWritten behind a `?` and joined by `&`, as in `redis://host/0?timeout=10s&clientName=reports`. See [connections](connections.md) for the URL itself.\n\n");
        page.Append("| option | value | default | |\n|---|---|---|---|\n");
        foreach (var option in RedisUriOption.All)
        {
            page.Append($"| `{option.Name}` | {option.Form} | {option.Default} | {(option.TlsOnly ? "TLS only. " : "")}{option.Doc} |\n");
        }
    }

    private static void File(StringBuilder page)
    {
        page.Append($"""

            ## The config file

            ```jsonc
            {Example}
            ```

            Keys of a connection: {string.Join(", ", ConnectionEntries.Keys.Select(key => $"`{key}`"))}. A relative path begins at the folder of the file.
            When the environment gives a URL for the same name, it replaces the URL of the file and the password beside it;
            `access`, `keyPrefix` and `databases` stay in force. A connection's `access` can only lower that of the program, and its
            `keyPrefix` only lengthen it.

            """);
    }
}
