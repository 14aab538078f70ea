/* Usage: parse_gmime ROUNDS < list of files. The work is told in README.md. */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static long addresses, texts, characters, files, content, headers;

static double cpu_seconds(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static long length(const char *text) { return text ? (long)strlen(text) : 0; }

static void read_list(InternetAddressList *list) {
    int count = list ? internet_address_list_length(list) : 0;
    for (int i = 0; i < count; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            read_list(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)));
        } else {
            addresses++;
            headers += length(internet_address_get_name(address));
            headers += length(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
        }
    }
}

static void read_part(GMimeObject *object) {
    if (GMIME_IS_MULTIPART(object)) {
        int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
        for (int i = 0; i < count; i++) read_part(g_mime_multipart_get_part(GMIME_MULTIPART(object), i));
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (inner && g_mime_message_get_mime_part(inner)) read_part(g_mime_message_get_mime_part(inner));
    } else if (GMIME_IS_PART(object)) {
        const char *disposition = g_mime_object_get_disposition(object);
        headers += length(g_mime_part_get_filename(GMIME_PART(object)));
        if (GMIME_IS_TEXT_PART(object) && !(disposition && !g_ascii_strcasecmp(disposition, "attachment"))) {
            char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(object));
            texts++;
            characters += length(text);
            g_free(text);
        } else {
            GMimeDataWrapper *wrapper = g_mime_part_get_content(GMIME_PART(object));
            GMimeStream *memory = g_mime_stream_mem_new();
            files++;
            if (wrapper) g_mime_data_wrapper_write_to_stream(wrapper, memory);
            content += g_mime_stream_length(memory);
            g_object_unref(memory);
        }
    }
}

static void work(const char *data, size_t count) {
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, count);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_object_unref(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    if (!message) return;
    headers += length(g_mime_message_get_subject(message));
    headers += length(g_mime_message_get_message_id(message));
    if (g_mime_message_get_date(message)) headers++;
    read_list(g_mime_message_get_from(message));
    read_list(g_mime_message_get_to(message));
    read_list(g_mime_message_get_cc(message));
    if (g_mime_message_get_mime_part(message)) read_part(g_mime_message_get_mime_part(message));
    g_object_unref(message);
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 1;
    size_t room = 0, count = 0;
    char **data = NULL, line[4096];
    gsize *sizes = NULL;
    g_mime_init();
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (count == room) {
            room = room ? room * 2 : 1024;
            data = g_renew(char *, data, room);
            sizes = g_renew(gsize, sizes, room);
        }
        if (g_file_get_contents(line, &data[count], &sizes[count], NULL)) count++;
    }
    for (int round = 0; round < rounds; round++) {
        addresses = texts = characters = files = content = headers = 0;
        double start = cpu_seconds();
        for (size_t i = 0; i < count; i++) work(data[i], sizes[i]);
        printf("%f %zu %ld %ld %ld %ld %ld %ld\n", cpu_seconds() - start, count, addresses, texts, characters, files, content, headers);
        fflush(stdout);
    }
    return 0;
}
