using Palimpsest.Imaging;

namespace Palimpsest.Studio.Components.State;

/// <summary>What a person does on a page, which the server may refuse or be unable to store now: the page says so and goes on.</summary>
internal static class Attempt
{
    /// <summary>Why it could not be done; null: it is done.</summary>
    public static async Task<string?> RefusalOfAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Exception exception) when (exception is StudioRequestException or StudioStorageException or PictureException or IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
