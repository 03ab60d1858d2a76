package dev.verso.tck;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** JSON that has to come back byte for byte, and what is to be refused. */
final class JsonText {

    /** Objects whose bytes some store would change: by parsing, by a number type, by a document model, by an index. */
    static final List<String> FAITHFUL = List.of(
            "{}",
            " { } ",
            "\r\n{\t\"a\" : 1 ,\n \"b\":\t[ ] }\n\n",
            "{\"b\":1,\"a\":2,\"c\":{\"z\":1,\"y\":2}}",
            "{\"n\":1.10}",
            "{\"n\":[1.0,1.00,1,1e0,1E0,1e+0,10e-1,0.1e1]}",
            "{\"n\":[-0,-0.0,0,0.0,0e0]}",
            "{\"n\":1e400,\"m\":-1E400,\"o\":1e-400,\"p\":1e99999999999}",
            "{\"n\":12345678901234567890,\"m\":-98765432109876543210}",
            "{\"n\":[9007199254740993,9223372036854775807,9223372036854775808,-9223372036854775809]}",
            "{\"n\":0.1000000000000000055511151231257827021181583404541015625}",
            "{\"n\":" + "7".repeat(5_000) + "}",
            "{\"n\":0." + "3".repeat(5_000) + "}",
            "{\"n\":[1e1,1.5e3,123.456E-7]}",
            "{\"\":\"\",\" \":\" \"}",
            "{\"$\":1,\"$set\":{\"a\":1},\"$where\":\"x\",\"a$b\":2}",
            "{\".\":1,\"a.b\":2,\".a\":3,\"a.\":4,\"a\":{\"b\":5}}",
            "{\"_id\":1,\"id\":\"x\",\"_class\":\"y\",\"__proto__\":{},\"constructor\":null,\"versionId\":\"77\"}",
            "{\"meta\":{\"versionId\":\"9\",\"lastUpdated\":\"1999-01-01\"},\"resourceType\":\"Other\",\"id\":\"other\"}",
            "{\"a\":\"\\u0000\",\"\\u0000\":1,\"b\":\"x\\u0000y\"}",
            "{\"a\":\"\\u0041\\u00e4\\/\\b\\f\\n\\r\\t\\\"\\\\\",\"\\u0061b\":1}",
            "{\"a\":\"\\uD83D\\uDE00\",\"b\":\"\\ud83d\\ude00\"}",
            "{\"a\":\"\ud83d\ude00\ud834\udd1e\",\"\ud83d\ude00\":1}",
            "{\"a\":\"\u00e9\",\"b\":\"e\u0301\",\"\u00e9\":1,\"e\u0301\":2}",
            "{\"a\":\"\u2028\u2029\u0085\u00a0\u200b\u200f\"}",
            "{\"a\":\"\ufeff\",\"b\":\"\uffff\ufffe\ufffd\"}",
            "{\"a\":\"\u007f\u0080\",\"b\":\"'\\\"`;--\"}",
            "{\"A\":1,\"a\":2,\"\u00c4\":3,\"\u00e4\":4}",
            "{\"a\":[true,false,null,[[],{}],[null]]}",
            "{\"a\":\"" + "long ".repeat(20_000) + "\"}",
            "{\"" + "k".repeat(60_000) + "\":1}",
            nested(512),
            "{\"a\":" + "[".repeat(511) + "]".repeat(511) + "}");

    private JsonText() {}

    /** Gives an object in which so many objects are open at the deepest point. */
    static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }

    /** Gives texts that are no content, by what is wrong with them. */
    static Map<String, byte[]> refused() {
        Map<String, byte[]> refused = new LinkedHashMap<>();
        List.of(
                        "",
                        " ",
                        "[]",
                        "[{}]",
                        "\"a\"",
                        "1",
                        "-0",
                        "null",
                        "true",
                        "\u0000",
                        "{",
                        "}",
                        "{]",
                        "{\"a\"}",
                        "{\"a\":}",
                        "{\"a\":1,}",
                        "{,\"a\":1}",
                        "{\"a\" 1}",
                        "{\"a\":1 \"b\":2}",
                        "{a:1}",
                        "{'a':1}",
                        "{\"a\":'b'}",
                        "{\"a\":1}{}",
                        "{\"a\":1} x",
                        "{\"a\":1}]",
                        "{}\u0000",
                        "{} //c",
                        "/* c */{}",
                        "{\"a\":/**/1}",
                        "{\"a\":01}",
                        "{\"a\":1.}",
                        "{\"a\":.5}",
                        "{\"a\":+1}",
                        "{\"a\":1e}",
                        "{\"a\":1e+}",
                        "{\"a\":0x1}",
                        "{\"a\":-}",
                        "{\"a\":--1}",
                        "{\"a\":1_0}",
                        "{\"a\":NaN}",
                        "{\"a\":Infinity}",
                        "{\"a\":-Infinity}",
                        "{\"a\":True}",
                        "{\"a\":nul}",
                        "{\"a\":undefined}",
                        "{\"a\":[1,]}",
                        "{\"a\":[,1]}",
                        "{\"a\":[1 2]}",
                        "{\"a\":\"\n\"}",
                        "{\"a\":\"\t\"}",
                        "{\"a\":\"\u0000\"}",
                        "{\"a\":\"\u001f\"}",
                        "{\"a\n\":1}",
                        "{\"a\":\"\\x\"}",
                        "{\"a\":\"\\u12\"}",
                        "{\"a\":\"\\u12g4\"}",
                        "{\"a\":\"\\'\"}",
                        "{\"a\":\"\\\"}",
                        "{\"a\":\"",
                        "{\"a\":\"b}",
                        "\u00a0{}",
                        "\u2028{}",
                        "{}\u00a0",
                        "{\"a\":1;}",
                        "{\"a\":1,\"a\":1}",
                        "{\"a\":1,\"b\":2,\"a\":3}",
                        "{\"x\":{\"a\":1,\"a\":2}}",
                        "{\"x\":[{\"a\":1,\"a\":2}]}",
                        "{\"a\":1,\"\\u0061\":2}",
                        "{\"\":1,\"\":2}",
                        "{\"\\/\":1,\"/\":2}",
                        "{\"\ud83d\ude00\":1,\"\\ud83d\\ude00\":2}",
                        "{\"a\":\"\\ud800\"}",
                        "{\"a\":\"\\udc00\"}",
                        "{\"a\":\"\\udc00\\ud800\"}",
                        "{\"a\":\"\\ud800x\"}",
                        "{\"a\":\"\\ud800\\u0041\"}",
                        "{\"\\ud800\":1}",
                        "{\"a\":\"\\ud83d\\ud83d\\ude00\"}",
                        nested(513),
                        "{\"a\":" + "[".repeat(512) + "]".repeat(512) + "}")
                .forEach(text -> refused.put(Words.of(text), text.getBytes(StandardCharsets.UTF_8)));
        refused.put("a byte order mark", bytes(0xef, 0xbb, 0xbf, '{', '}'));
        refused.put("UTF-16", "{}".getBytes(StandardCharsets.UTF_16LE));
        refused.put("a lone continuation byte", inString(0x80));
        refused.put("a cut sequence", inString(0xc3));
        refused.put("an overlong slash", inString(0xc0, 0xaf));
        refused.put("an overlong null", inString(0xe0, 0x80, 0x80));
        refused.put("a surrogate in UTF-8", inString(0xed, 0xa0, 0x80));
        refused.put("a pair of surrogates in UTF-8", inString(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80));
        refused.put("above U+10FFFF", inString(0xf4, 0x90, 0x80, 0x80));
        refused.put("five bytes", inString(0xf8, 0x88, 0x80, 0x80, 0x80));
        refused.put("0xFF", inString(0xff));
        refused.put("Latin-1", inString(0xe4));
        return refused;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] inString(int... values) {
        byte[] start = "{\"secret-name\":\"secret-".getBytes(StandardCharsets.US_ASCII);
        byte[] middle = bytes(values);
        byte[] all = new byte[start.length + middle.length + 2];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(middle, 0, all, start.length, middle.length);
        all[all.length - 2] = '"';
        all[all.length - 1] = '}';
        return all;
    }

    /** Gives a random object, with odd spelling. */
    static String random(Random random) {
        StringBuilder text = new StringBuilder();
        object(random, text, 4);
        return text.toString();
    }

    private static void object(Random random, StringBuilder text, int depth) {
        text.append('{').append(space(random));
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            text.append(i == 0 ? "" : ",").append(space(random));
            text.append('"').append(i).append(string(random)).append("\":").append(space(random));
            value(random, text, depth);
            text.append(space(random));
        }
        text.append('}');
    }

    private static void value(Random random, StringBuilder text, int depth) {
        switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> text.append(List.of("true", "false", "null").get(random.nextInt(3)));
            case 1 ->
                text.append(random.nextInt())
                        .append(List.of("", ".0", ".50", "e3", "E-7").get(random.nextInt(5)));
            case 2 -> text.append(new BigInteger(150, random)).append('.').append(random.nextInt(1_000));
            case 3 -> text.append('"').append(string(random)).append('"');
            case 4 -> object(random, text, depth - 1);
            default -> {
                text.append('[');
                int elements = random.nextInt(4);
                for (int i = 0; i < elements; i++) {
                    text.append(i == 0 ? "" : ",");
                    value(random, text, depth - 1);
                }
                text.append(']');
            }
        }
    }

    private static String string(Random random) {
        List<String> parts =
                new ArrayList<>(List.of("a", "$", ".", "\\u0000", "\\n", "\u00e4", "\ud83d\ude00", "\\/", " ", "'"));
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    private static String space(Random random) {
        return List.of("", "", " ", "\n", "\t ", "\r\n").get(random.nextInt(6));
    }
}
