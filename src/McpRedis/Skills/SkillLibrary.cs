using McpRedis.Prompts;

namespace McpRedis.Skills;

/// <summary>Every playbook as a skill, as far as this server's connections and tools carry it.</summary>
internal sealed class SkillLibrary(PromptAnswers prompts)
{
    public IReadOnlyList<Skill> All => field ??= [.. prompts.Shown.Select(prompt => Of(prompt, prompts))];

    public Skill? Find(string? uri) => All.FirstOrDefault(skill => skill.Uri == uri);

    private static Skill Of(PromptDefinition prompt, PromptAnswers prompts)
    {
        PromptField[] required = [.. prompt.Arguments.Where(field => field.Required)];
        string body = prompts.Text(prompt, required.ToDictionary(field => field.Name, field => field.Name.ToUpperInvariant(), StringComparer.Ordinal));
        string settle = required.Length == 0 ? "" : "Ask for what was not said: "
            + string.Join(" ", required.Select(field => $"{field.Name.ToUpperInvariant()} is this: {field.Description}")) + "\n\n";
        return new(
            "redis-" + prompt.Name.Replace('_', '-'),
            prompt.Title,
            $"{prompt.Description} Use it when {prompt.When}",
            $"This is written as the user would say it: \"I\" and \"me\" are the user, and a yes is theirs to give.\n\n{settle}{body}");
    }
}
