using McpRedis.Guard;
using McpRedis.Pipeline;

namespace McpRedis.Hosting;

/// <summary>The confirmation of a call made in a terminal: the preview, and a word to be typed. Only that word means yes.</summary>
internal static class TerminalQuestion
{
    public static CallProof Ask(ConfirmationNeeded needed, TextReader answers, TextWriter questions)
    {
        string word = needed.Effect.Target ?? "yes";
        questions.WriteLine(PreviewText.Of(needed));
        questions.Write($"To do it type {word}: ");
        questions.Flush();
        bool agreed = answers.ReadLine()?.Trim() == word;
        return new(ConfirmPath.User, needed.Seal, agreed ? UserChoice.Yes : UserChoice.No, agreed ? needed.Effect.Target : null);
    }
}
