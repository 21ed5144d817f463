using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <summary>
/// A form whose fields became variables. What was left blank arrives as an empty variable, or as the placeholder that stood in the manifest;
/// with <c>--blank-is-unset</c> both are taken for what they mean.
/// </summary>
internal static class BlankForm
{
    public const string Option = "blank-is-unset";

    private const string Variable = OptionDefinition.VariablePrefix + "BLANK_IS_UNSET";

    /// <summary>The variables that were filled in; all of them unless the option says otherwise.</summary>
    public static IReadOnlyDictionary<string, string> Filled(IReadOnlyDictionary<string, string> commandLine, IReadOnlyDictionary<string, string> environment) =>
        (commandLine.GetValueOrDefault(Option) ?? environment.GetValueOrDefault(Variable)) == "true"
            ? environment.Where(variable => !IsOurs(variable.Key) || !IsBlank(variable.Value)).ToDictionary()
            : environment;

    private static bool IsOurs(string name) =>
        name.StartsWith(OptionDefinition.VariablePrefix, StringComparison.Ordinal) || name.StartsWith(ConnectionVariables.UrlFamily, StringComparison.Ordinal);

    // ${user_config.key_prefix}
    private static bool IsBlank(string value) => value.Length == 0 || (value.StartsWith("${user_config.", StringComparison.Ordinal) && value.EndsWith('}'));
}
